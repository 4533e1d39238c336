//! Implements the erased view in the browser: it is built, or hydrated where the server rendered it, and replaced as a whole.

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    renderer::types::{Element, Node},
    view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

/// The view.
pub struct Erased(Box<dyn View + Send>);

impl Erased {
    pub(super) fn new(view: impl RenderHtml + 'static) -> Self {
        Self(Box::new(view))
    }
}

/// The operations that islands need of a view.
trait View {
    fn build(self: Box<Self>) -> State;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> State;
}

impl<V: RenderHtml + 'static> View for V {
    fn build(self: Box<Self>) -> State {
        State(Box::new(Render::build(*self)))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> State {
        State(Box::new(RenderHtml::hydrate::<true>(
            *self, cursor, position,
        )))
    }
}

/// The mounted view.
pub struct State(Box<dyn Mountable>);

impl Mountable for State {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl Render for Erased {
    type State = State;

    fn build(self) -> State {
        self.0.build()
    }

    fn rebuild(self, state: &mut State) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl AddAnyAttr for Erased {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Erased {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    /// Renders nothing: this is the browser's view, and the server renders HTML.
    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}
