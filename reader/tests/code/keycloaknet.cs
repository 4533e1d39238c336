using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Keycloak.Net;
using Keycloak.Net.Models.Users;

namespace Acme.Accounts
{
    public class Onboarding
    {
        private readonly KeycloakClient _keycloak;
        private readonly IUserStore _store;
        private const string Realm = "acme";

        public Onboarding(string url, string secret, IUserStore store)
        {
            _keycloak = new KeycloakClient(url, secret);
            _store = store;
        }

        public async Task<string> InviteAsync(string email, string groupId)
        {
            var user = new User { Email = email, UserName = email, Enabled = true };
            var id = await _keycloak.CreateAndRetrieveUserIdAsync(Realm, user);
            // await _keycloak.DeleteUserAsync(Realm, id);
            await _keycloak.UpdateUserGroupAsync(Realm, id, groupId, null);
            var found = await _keycloak
                .GetUsersAsync(Realm, username: email);
            await _store.GetClientsAsync(found.First().Id);
            return id;
        }

        public Task<bool> RevokeAsync(string id) => _keycloak.RemoveUserSessionsAsync(Realm, id);
    }
}
