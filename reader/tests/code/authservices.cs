using Keycloak.AuthServices.Sdk.Admin;
using Keycloak.AuthServices.Sdk.Admin.Models;
using Keycloak.AuthServices.Sdk.Admin.Requests.Users;

namespace Acme.Accounts;

public sealed class Members
{
    private readonly IKeycloakUserClient users;
    private readonly IKeycloakGroupClient groups;
    private readonly IMailer mailer;

    public Members(IKeycloakUserClient users, IKeycloakGroupClient groups, IMailer mailer)
    {
        this.users = users;
        this.groups = groups;
        this.mailer = mailer;
    }

    public async Task JoinAsync(string id, string group, CancellationToken token)
    {
        var response = await users.GetUserWithResponseAsync("acme", id, cancellationToken: token);
        response.EnsureSuccessStatusCode();
        await this.users.JoinGroupAsync("acme", id, group, token);
        await mailer.SendVerifyEmailAsync(id);
    }

    public async Task<int> CountAsync(CancellationToken token)
    {
        var all = await groups.GetGroupsAsync("acme", cancellationToken: token);
        return all.Count();
    }
}
