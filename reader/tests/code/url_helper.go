package main
import ("fmt";"net/http";"os")
var base = os.Getenv("KC_BASE")
func adminURL(realm, p string) string { return fmt.Sprintf("%s/admin/realms/%s/%s", base, realm, p) }
func list(realm string) { req, _ := http.NewRequest(http.MethodGet, adminURL(realm, "users?max=10"), nil); http.DefaultClient.Do(req) }
func del(realm, id string) { req, _ := http.NewRequest("DELETE", adminURL(realm, "users/"+id), nil); http.DefaultClient.Do(req) }
