// SPDX-License-Identifier: 0BSD
// Two models in one sketch. A line "m 80 30 12" asks the first (temperature, current, vibration), "r 55 -40" the
// second (light, noise); the answer is the name of the class.
#include <Mote_machine.h>
#include <Mote_room.h>

static NeuralNet machine, room;
static const char* const states[] = machine_MODEL_CLASS_NAMES;
static const char* const people[] = room_MODEL_CLASS_NAMES;

static uint16_t largest(const float* values, uint16_t count) {
    uint16_t best = 0;
    for (uint16_t i = 1; i < count; ++i)
        if (values[i] > values[best]) best = i;
    return best;
}

static void readNumbers(float* row, uint16_t count) {
    for (uint16_t i = 0; i < count; ++i) row[i] = Serial.parseFloat();
}

static void askMachine() {
    float row[machine_MODEL_INPUTS];
    readNumbers(row, machine_MODEL_INPUTS);
    const float* const answer = machine_CalculatorRunInference(&machine, row);
    Serial.println(states[largest(answer, machine.outputsDim)]);
}

static void askRoom() {
    float row[room_MODEL_INPUTS];
    readNumbers(row, room_MODEL_INPUTS);
    const float* const answer = room_CalculatorRunInference(&room, row);
    Serial.println(people[largest(answer, room.outputsDim)]);
}

void setup() {
    Serial.begin(115200);
    const bool good = machine_CalculatorInit(&machine, 0) == ERR_NO_ERROR &&
                      room_CalculatorInit(&room, 0) == ERR_NO_ERROR;
    Serial.println(good ? "ready" : "a model is damaged");
}

void loop() {
    switch (Serial.read()) {
        case 'm':
            askMachine();
            break;
        case 'r':
            askRoom();
            break;
        default:
            break;
    }
}
