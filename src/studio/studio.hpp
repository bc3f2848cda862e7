// Mote Studio: the whole way in a browser. Joins the parts of this folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "studio/loaded_project.hpp"

namespace mote::studio {

struct StudioOptions {
    std::filesystem::path folder;
    unsigned port = 0;         ///< 0: any free one
    bool port_chosen = false;  ///< by the user: no other one will do
    LoadRequest load = {};     ///< the project to begin with
};

class Studio {
  public:
    /// Errors: io (folder, port, index), environment (the page was not built).
    static Result<std::unique_ptr<Studio>> open(const StudioOptions& options);
    ~Studio();

    std::string address() const;  ///< with the token that one browser can use once
    void serve();                 ///< until stop()
    void stop();                  ///< from any thread

  private:
    class State;
    explicit Studio(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace mote::studio
