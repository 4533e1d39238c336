import 'package:dio/dio.dart';

class KeycloakAdminRepository {
  KeycloakAdminRepository(String url, String realm, TokenStore tokens)
      : _dio = Dio(BaseOptions(baseUrl: '$url/admin/realms/$realm')) {
    _dio.interceptors.add(BearerInterceptor(tokens));
  }

  final Dio _dio;

  Future<List<User>> search(String text) async {
    final response = await _dio.get<List<dynamic>>('/users', queryParameters: {'search': text});
    return response.data!.map(User.fromJson).toList();
  }

  Future<void> rename(String id, String first, String last) async {
    await _dio.put<void>('/users/$id', data: {'firstName': first, 'lastName': last});
  }

  Future<void> remove(String id) => _dio.delete<void>('/users/$id');
}
