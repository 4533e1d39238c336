module Kc

open System.Net.Http
open System.Net.Http.Json

let private http = new HttpClient(BaseAddress = Uri(sprintf "%s/admin/realms/%s/" (env "KC_URL") (env "KC_REALM")))

let users (email: string) = task {
    let! found = http.GetFromJsonAsync<User list>($"users?email={email}")
    return found
}

let create (user: User) = task {
    use! response = http.PostAsJsonAsync("users", user)
    response.EnsureSuccessStatusCode() |> ignore
}
