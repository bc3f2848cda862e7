// SPDX-License-Identifier: 0BSD
// A sensor sampled at the rate that the model was trained at, an answer every MODEL_SHIFT samples. Rows that a
// computer sends through the serial port are answered too (docs/protocol.md); they interrupt the sampling.
#include <mote_app.h>

#if MODEL_WINDOW == 0
#error "this model has no windows"
#endif

// Rows a second that the sensor is read. The model was trained at MODEL_RATE_HZ: at another rate it sees other
// movements. 0: the recording did not say, so name it here.
static const float rate_hz = MODEL_RATE_HZ;

// YOUR SENSOR GOES HERE: one value for each axis, in the units of the training data and in the order of
// MODEL_AXIS_NAMES. As it is: the analog pins A0, A1, ...
static void read_sensor(float* step) {
    for (uint16_t axis = 0; axis < MODEL_WINDOW_AXES; ++axis) step[axis] = (float)analogRead(A0 + axis);
}

// YOUR LOGIC GOES HERE. result: one probability a class, or the value of a regression. As it is: the green LED for
// class 0, the red one for any other, none when the model is not sure.
static void on_answer(const float* result) {
    (void)result;
    const int16_t answer = CalculatorWindowClass();
    mote_board_leds(answer == 0 ? MOTE_LED_GREEN : answer > 0 ? MOTE_LED_RED : MOTE_LED_OFF);
}

static uint32_t next_us;    // when the next sample is due
static uint32_t line_ms;    // when the computer was last heard
static bool line_is_quiet = true;

void setup() {
    mote_board_begin();
    mote_app_init();  // when it fails, mote_app_tick blinks both LEDs in turn
    CalculatorWindowInit();
    next_us = micros();
}

static void sample() {
    const uint32_t period_us = rate_hz > 0 ? (uint32_t)(1e6f / rate_hz + 0.5f) : 0;
    if (period_us == 0 || (int32_t)(micros() - next_us) < 0) return;
    next_us += period_us;  // not from now on: late samples do not make the rate drift
    if ((int32_t)(micros() - next_us) > (int32_t)(8 * period_us)) next_us = micros();
    float step[MODEL_WINDOW_AXES];
    read_sensor(step);
    const float* result = CalculatorPush(step);
    if (result) on_answer(result);
}

// Rows of the computer run through the same model: samples begin anew when it has been quiet for a second.
static void listen() {
    const uint8_t* bytes;
    const uint8_t count = mote_board_received(&bytes);
    if (count > 0) {
        mote_board_release(mote_app_take(bytes, count, millis()));
        line_ms = millis();
        line_is_quiet = false;
    }
    mote_app_tick(millis());
    if (line_is_quiet || millis() - line_ms < 1000) return;
    line_is_quiet = true;
    mote_window_begin();
    next_us = micros();
}

void loop() {
    listen();
    if (line_is_quiet) sample();
    if (!line_is_quiet || (int32_t)(next_us - micros()) > 2000) mote_board_sleep(mote_app_wants());
}
