//! Tests texts of languages with other operators.

use crate::code::tests::assert_found;

#[test]
fn makefiles_and_jmeter_plans() {
    assert_found(&[
        (
            "ADMIN = $(KC)/admin/realms/$(REALM)\nseed:\n\tcurl -X POST $(ADMIN)/users -d @user.json\n\ndrop:\n\tcurl -X DELETE $(ADMIN)/users/$(ID)\n",
            &["POST users", "DELETE users/{user-id}"],
        ),
        (
            "<HTTPSamplerProxy testname=\"a\">\n<stringProp name=\"HTTPSampler.path\">/admin/realms/${realm}/users/${id}</stringProp>\n<stringProp name=\"HTTPSampler.method\">DELETE</stringProp>\n</HTTPSamplerProxy>\n<HTTPSamplerProxy>\n<stringProp name=\"HTTPSampler.method\">POST</stringProp>\n<stringProp name=\"HTTPSampler.path\">/admin/realms/${realm}/users</stringProp>\n</HTTPSamplerProxy>\n",
            &["DELETE users/{user-id}", "POST users"],
        ),
    ]);
}
