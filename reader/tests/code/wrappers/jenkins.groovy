def kc(String method, String path, Map body = null) {
    def response = httpRequest(
        httpMode: method,
        url: env.KC_URL + '/admin/realms/' + env.KC_REALM + path,
        contentType: 'APPLICATION_JSON',
        requestBody: body ? writeJSON(returnText: true, json: body) : null,
        customHeaders: [[name: 'Authorization', value: "Bearer ${env.KC_TOKEN}"]])
    return readJSON(text: response.content)
}

pipeline {
    agent any
    stages {
        stage('client') {
            steps {
                script {
                    if (kc('GET', "/clients?clientId=${params.NAME}").isEmpty()) {
                        kc('POST', '/clients', [clientId: params.NAME])
                    }
                }
            }
        }
    }
}
