fn call(agent: &ureq::Agent, method: &str, path: &str) -> Result<serde_json::Value, ureq::Error> {
    let url = format!("{}/admin/realms/{}{}", env("KC_URL"), env("KC_REALM"), path);
    let response = agent.request(method, &url).set("Authorization", &bearer()).call()?;
    Ok(response.into_json().unwrap_or_default())
}

fn main() -> anyhow::Result<()> {
    let agent = ureq::agent();
    let clients = call(&agent, "GET", "/clients")?;
    for client in clients.as_array().unwrap() {
        if client["clientId"].as_str().unwrap().starts_with("tmp-") {
            call(&agent, "DELETE", &format!("/clients/{}", client["id"].as_str().unwrap()))?;
        }
    }
    Ok(())
}
