//! The libraries on the page.

use super::{Library, Registry, program::Form};

/// The libraries, each at the version of the reader's tables, and where users still have them, at an older one.
pub const LIBRARIES: &[Library] = &[
    Library {
        key: "javascript-26",
        name: "@keycloak/keycloak-admin-client",
        version: "26.7.4",
        registry: Registry::Npm,
        program: Form::JavaScript,
    },
    Library {
        key: "javascript-24",
        name: "@keycloak/keycloak-admin-client",
        version: "24.0.5",
        registry: Registry::Npm,
        program: Form::JavaScript,
    },
    Library {
        key: "python-7",
        name: "python-keycloak",
        version: "7.1.1",
        registry: Registry::PyPi,
        program: Form::Python,
    },
    Library {
        key: "python-4",
        name: "python-keycloak",
        version: "4.7.3",
        registry: Registry::PyPi,
        program: Form::Python,
    },
    Library {
        key: "java-26",
        name: "org.keycloak:keycloak-admin-client",
        version: "26.0.12",
        registry: Registry::Maven,
        program: Form::Java,
    },
    Library {
        key: "java-24",
        name: "org.keycloak:keycloak-admin-client",
        version: "24.0.5",
        registry: Registry::Maven,
        program: Form::Java,
    },
    Library {
        key: "go-14",
        name: "github.com/Nerzal/gocloak/v14",
        version: "14.0.4",
        registry: Registry::Go,
        program: Form::Go,
    },
    Library {
        key: "go-13",
        name: "github.com/Nerzal/gocloak/v13",
        version: "13.9.0",
        registry: Registry::Go,
        program: Form::Go,
    },
    Library {
        key: "rust",
        name: "keycloak",
        version: "26.8.100",
        registry: Registry::Crates,
        program: Form::Rust,
    },
    Library {
        key: "ruby",
        name: "keycloak-admin",
        version: "2.0.3",
        registry: Registry::RubyGems,
        program: Form::Ruby,
    },
    Library {
        key: "keycloak-net",
        name: "Keycloak.Net",
        version: "1.0.18",
        registry: Registry::NuGet,
        program: Form::KeycloakNet,
    },
    Library {
        key: "keycloak-net-core",
        name: "Keycloak.Net.Core",
        version: "1.0.32",
        registry: Registry::NuGet,
        program: Form::KeycloakNet,
    },
    Library {
        key: "authservices",
        name: "Keycloak.AuthServices.Sdk",
        version: "3.0.0",
        registry: Registry::NuGet,
        program: Form::AuthServices,
    },
    Library {
        key: "php",
        name: "fschmtt/keycloak-rest-api-client-php",
        version: "0.39.0",
        registry: Registry::Packagist,
        program: Form::Php,
    },
];
