// Connects the fields of the form with the values that this installation suggests. The form recreates its fields, so each field is
// connected when it gets the focus.
document.addEventListener("focusin", ({ target }) => {
  const list = document.getElementById(`${target.id}-suggestions`);
  if (list) target.setAttribute("list", list.id);
});
