<?php

declare(strict_types=1);

namespace App\Service;

use App\Repository\PeopleRepository;
use Fschmtt\Keycloak\Http\Criteria;
use Fschmtt\Keycloak\Keycloak;
use Fschmtt\Keycloak\Representation\User;
use Fschmtt\Keycloak\Resource\Groups;

final class Accounts
{
    public function __construct(
        private readonly Keycloak $sso,
        private readonly PeopleRepository $people,
        private readonly Groups $groups,
    ) {
    }

    public function register(string $email): void
    {
        $users = $this->sso->users();
        $users->create('acme', new User(email: $email));
        $found = $users->search('acme', new Criteria(['email' => $email]));
        $this->people->users()->delete($email);
        // $users->delete('acme', $email);
        foreach ($this->groups->all('acme') as $group) {
            $users->joinGroup('acme', $found->first()->getId(), $group->getId());
        }
    }

    public function rename(object $client): void
    {
        $this->sso->clients()->update('acme', $client);
    }
}
