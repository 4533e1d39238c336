//! Does the matrix answer what was measured?

use super::{Matrix, TokenRealm};

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../data/permissions.json")).expect("the data file is read")
}

#[test]
fn users_by_id_needs_one_of_three_roles() {
    let matrix = matrix();
    let permissions = matrix.at("26.7".parse().expect("a version"), TokenRealm::Target);
    let operation = matrix
        .operation("GET /admin/realms/{realm}/users/{user-id}")
        .expect("is there");
    let mut sufficient = permissions.sufficient(operation);
    sufficient.sort();
    assert_eq!(
        sufficient,
        [["manage-users"], ["realm-admin"], ["view-users"]]
    );
    assert!(permissions.reduced(operation).is_empty());
}
