#!/usr/bin/perl
use strict;
use warnings;
use LWP::UserAgent;
use JSON qw(encode_json decode_json);

my $base = "$ENV{KEYCLOAK_URL}/admin/realms/$ENV{KEYCLOAK_REALM}";
my $ua = LWP::UserAgent->new(timeout => 20);
$ua->default_header(Authorization => "Bearer $ENV{KEYCLOAK_TOKEN}");

sub api {
    my ($method, $path, $body) = @_;
    my $request = HTTP::Request->new($method => $base . $path);
    if ($body) {
        $request->header('Content-Type' => 'application/json');
        $request->content(encode_json($body));
    }
    my $response = $ua->request($request);
    die "$method $path: " . $response->status_line . "\n" unless $response->is_success;
    return $response->content ? decode_json($response->content) : undef;
}

for my $user (@{ api('GET', '/users?max=1000') }) {
    next if $user->{email};
    if ($user->{enabled}) {
        api('PUT', "/users/$user->{id}", { enabled => JSON::false });
    } else {
        api('DELETE', "/users/$user->{id}");
    }
}
