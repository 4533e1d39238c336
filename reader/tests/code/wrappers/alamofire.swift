import Alamofire
import Foundation

final class KeycloakAdmin {
    private let base: URL
    private let session: Session

    init(server: URL, realm: String, interceptor: RequestInterceptor) {
        base = server.appendingPathComponent("admin/realms/\(realm)")
        session = Session(interceptor: interceptor)
    }

    private func request(_ path: String, method: HTTPMethod = .get, parameters: Parameters? = nil) -> DataRequest {
        session.request(base.appendingPathComponent(path), method: method, parameters: parameters,
                        encoding: method == .get ? URLEncoding.default : JSONEncoding.default).validate()
    }

    func users(search: String) async throws -> [User] {
        try await request("users", parameters: ["search": search]).serializingDecodable([User].self).value
    }

    func create(_ user: User) async throws {
        _ = try await request("users", method: .post, parameters: user.asDictionary()).serializingData().value
    }

    func setPassword(_ id: String, _ password: String) async throws {
        _ = try await request("users/\(id)/reset-password", method: .put, parameters: ["value": password]).serializingData().value
    }
}
