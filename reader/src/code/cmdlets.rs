//! Recognizes functions of PowerShell that append a parameter to a base.

use super::path::Found;
use super::scan::Text;

/// The function of PowerShell that appends a parameter to the base at this place, if the text calls it: `Invoke-Keycloak` with
/// `Uri = "$Url/admin/realms/$Realm/$Path"`.
pub(super) fn of_cmdlet<'t>(text: Text<'t>, found: &Found) -> Option<&'t str> {
    const LONGEST_HEAD: usize = 1_500;
    let (_, area) = found.path.rsplit_once('/')?;
    let slashes = found.path.matches('/').count();
    let is_open = area.starts_with(['$', '{']) && slashes == 4
        || area.rfind('$').is_some_and(|at| at > 0) && slashes == 3;
    let head = text.slice(found.start.saturating_sub(LONGEST_HEAD), found.start);
    let (_, header) = head.rsplit_once("function ").filter(|_| is_open)?;
    let name = header
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .next()?;
    (name.contains('-') && text.0.matches(name).nth(1).is_some()).then(|| text.slice_of(name))
}
