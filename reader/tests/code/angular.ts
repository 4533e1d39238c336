@Injectable()
export class KcService {
  private api = `${environment.keycloak}/admin/realms/${environment.realm}`;
  users() { return this.http.get<User[]>(`${this.api}/users`); }
  patch(id: string, path: string) { return this.http.put(`${this.api}${path}`, {}); }
  set(id: string) { return this.http.put(`${this.api}/users/${id}`, {}); }
}
