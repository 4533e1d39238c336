#include <cpr/cpr.h>

class Keycloak {
 public:
  Keycloak(std::string base, std::string realm, std::string token) : base_(std::move(base)), realm_(std::move(realm)), token_(std::move(token)) {}

  std::string users() { return get("/users"); }

  void remove(const std::string& id) {
    cpr::Delete(cpr::Url{base_ + "/admin/realms/" + realm_ + "/users/" + id}, cpr::Bearer{token_});
  }

 private:
  std::string get(const std::string& path) {
    return cpr::Get(cpr::Url{base_ + "/admin/realms/" + realm_ + path}, cpr::Bearer{token_}).text;
  }
  std::string base_, realm_, token_;
};
