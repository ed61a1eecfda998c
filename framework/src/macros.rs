//! The attribute macros, documented where their examples can run.

/// Makes a type part of what clients see.
///
/// On a struct with named fields it keeps the plain data type and adds its **reactive form**: the
/// same members with a signal for each, which [`render`](macro@crate::store) returns. On any other
/// struct, and on an enum, it makes a value that stands in one signal as a whole.
///
/// The type gets `Clone`, `PartialEq` and serde's `Serialize` and `Deserialize`, unless it derives
/// them itself; put `#[state]` above the `#[derive]`. Serde's attributes mean what they always mean.
///
/// ```
/// use musubi::prelude::*;
///
/// /// What a client sees of a cart.
/// #[state]
/// pub struct Cart {
///     /// Whose cart it is.
///     pub owner: String,
///     #[state(nested)]
///     pub totals: Totals,
///     #[state(key = "sku")]
///     pub lines: Vec<Line>,
/// }
///
/// #[state]
/// pub struct Totals {
///     pub cents: i64,
/// }
///
/// #[state]
/// pub struct Line {
///     pub sku: String,
///     pub quantity: u32,
/// }
///
/// # musubi::testing::with_runtime(|| {
/// let lines = create_rw_signal(Vec::new());
/// let shown = CartSignals {
///     owner: Signal::derive(|| "Mina".to_owned()),
///     totals: TotalsSignals { cents: Signal::derive(move || 100 * lines.with(Vec::len) as i64) },
///     lines: lines.into(),
/// };
/// lines.update(|lines| lines.push(Line { sku: "tea".into(), quantity: 1 }));
/// assert_eq!(shown.totals.cents.get(), 100);
/// # });
/// ```
///
/// # Fields
///
/// | field | in the reactive form | a change sends |
/// |---|---|---|
/// | `T` | `Signal<T>` | what differs in that value |
/// | `#[state(nested)] s: S` | `SSignals` | what differs in that field of `S` |
/// | `#[state(key = "id")] v: Vec<T>` | `Signal<Vec<T>>` | rows added, removed and changed, found by key |
/// | `#[state(key = "id")] v: List<K, T>` | [`ListSignal<K, T>`](crate::ListSignal) | the edits that were made |
/// | `#[state(each, key = "id")] v: Vec<S>` | [`Each<SSignals>`](crate::Each) | what differs in that field of that row |
/// | `Stream<T>` | [`StreamSignal<T>`](crate::StreamSignal) | the items put in and taken out |
/// | `Upload` | [`UploadSlot`](crate::UploadSlot) | what happened to a file |
/// | `Child<C>`, `Option<Child<C>>`, `Vec<Child<C>>` | [`ChildSlot<C>`](crate::ChildSlot) in the same | what differs inside the child |
/// | `#[serde(skip)]` | nothing | nothing: it stays on the server |
///
/// A key names a field of the rows.
///
/// `#[state(type = "string")]` on a field is for a serde type of another crate: TypeScript sees
/// that text, and the type needs no more than serde, `Clone` and `PartialEq`.
///
/// # On the type
///
/// `#[state(name = "…")]` gives the type another name in TypeScript, where two would collide.
///
/// A struct with `#[serde(flatten)]`, `tag`, `transparent`, `into` or `from` is a value without a
/// reactive form: its members are not its fields one by one.
#[doc(inline)]
pub use musubi_macros::state;

/// Makes a struct what a store is mounted with.
///
/// Clients send the params of a root. They may leave out an `Option`, and a member with
/// `#[serde(default)]`; TypeScript knows which. A payload that does not fit is refused with the
/// path to the fault. With feature `garde`, params that implement `garde::Validate` are checked, too.
///
/// The props of a child come from its parent and never cross the wire. With `#[params(local)]` they
/// may hold anything that can be cloned and compared, signals and callbacks included.
///
/// `#[params(name = "…")]` gives the type another name in TypeScript.
///
/// ```
/// use musubi::prelude::*;
///
/// #[params]
/// pub struct SearchParams {
///     pub text: String,
///     #[serde(default)]
///     pub page: u32,
/// }
///
/// #[params(local)]
/// pub struct RowProps {
///     pub title: String,
///     pub is_selected: Signal<bool>,
/// }
/// ```
#[doc(inline)]
pub use musubi_macros::params;

/// Makes a struct or an enum an event: what a store tells its clients once, and that is not state.
///
/// The name on the wire is the type's in snake case, or the one in `#[event(name = "…")]`. A store
/// names its events, `#[store(events(Toast))]`, and sends one with
/// [`push_event`](crate::push_event). What `#[state]` does to a value it does too.
///
/// ```
/// use musubi::Event;
/// use musubi::prelude::*;
///
/// /// Something to show for a moment.
/// #[event]
/// pub struct CartSaved {
///     pub text: String,
/// }
///
/// assert_eq!(CartSaved::NAME, "cart_saved");
/// ```
#[doc(inline)]
pub use musubi_macros::event;

/// Makes an enum the errors that a command, or a `mount`, can reply with.
///
/// Each variant is an error. Its **code** is the variant's name in snake case; its **detail** is
/// the fields as an object, the value of a variant with one field without a name, or `null`; its
/// **reason**, a sentence for people, is `#[reason("…")]` with the fields in braces, or else the
/// first sentence of the documentation. Clients match on code and detail, in TypeScript and in
/// Rust.
///
/// The enum gets [`CommandError`](crate::CommandError), `Display`, `Debug` unless it derives it,
/// [`Error`](std::error::Error), and serde's traits in the form `{"code": …, "detail": …}`.
///
/// ```
/// use musubi::prelude::*;
/// use musubi::CommandError;
///
/// #[command_error]
/// pub enum AddError {
///     /// There is no such product.
///     UnknownProduct,
///     #[reason("only {left} are left")]
///     OutOfStock { left: u32 },
/// }
///
/// let error = AddError::OutOfStock { left: 2 };
/// assert_eq!(error.code(), "out_of_stock");
/// assert_eq!(error.to_string(), "only 2 are left");
/// assert_eq!(error.detail().unwrap(), r#"{"left":2}"#);
/// ```
#[doc(inline)]
pub use musubi_macros::command_error;

/// Makes a type a store, from an `impl` block with its behaviour.
///
/// `#[store(root)]` is a page that clients can mount. `#[store]` is a child, which stands in
/// another store's state; a root whose `mount` is immediate can be a child as well. The name on the
/// wire is the type's, or the one in `#[store(name = "…")]`. `#[store(events(Toast, Saved))]`
/// names the [`event`](macro@crate::event)s that the store sends, and `#[store(hooks(Audit::new()))]`
/// attaches [hooks](crate::hooks) to each store of the type: expressions that run after `mount`.
///
/// ```
/// use musubi::prelude::*;
///
/// #[state]
/// pub struct Counter {
///     pub count: i64,
/// }
///
/// pub struct CounterStore {
///     count: RwSignal<i64>,
/// }
///
/// /// Counts for whoever mounted it.
/// #[store(root)]
/// impl CounterStore {
///     fn mount() -> Self {
///         Self { count: create_rw_signal(0) }
///     }
///
///     fn render(&self) -> CounterSignals {
///         CounterSignals { count: self.count.into() }
///     }
///
///     /// Counts up.
///     #[command]
///     fn increment(&self, #[serde(default)] by: Option<i64>) -> i64 {
///         self.count.update(|count| *count += by.unwrap_or(1));
///         self.count.get()
///     }
/// }
/// ```
///
/// # Methods
///
/// - `mount` makes the store. It takes nothing, the params, or `Signal<Props>`, which follows the
///   props for as long as a child lives. It returns `Self`; a root's may be `async`, and may return
///   `Result<Self, E>` to refuse.
/// - `render` takes `&self` and returns the reactive form of the state. What it reads directly makes
///   it run again; what its signals read does not.
/// - `#[command]` methods take `&self` and carry out what clients send: see
///   [`command`](macro@crate::command).
/// - `#[subscribe(…)]` methods take the items of a stream: see
///   [`subscribe`](macro@crate::subscribe).
/// - `#[update]` takes a child's changed props: see [`update`](macro@crate::update).
/// - `#[cleanup]` runs once when the store ends: see [`cleanup`](macro@crate::cleanup).
///
/// All other items stay as they are. Without feature `server` the block is dropped, and what is
/// left of it is the contract: names, params, state, payloads, replies and errors.
#[doc(inline)]
pub use musubi_macros::store;

/// Marks a method of a [`#[store]`](macro@crate::store) block as a command that clients can send.
///
/// Arguments are the members of the payload, by name. They are owned values; an `Option` may be
/// left out, and `#[serde(…)]` works on an argument as it does on a field. What the method returns
/// is the reply, `()` being `{}`; a `Result` with a
/// [`#[command_error]`](macro@crate::command_error) gives typed errors. The method may be `async`:
/// what it changes before an `.await` is sent while it waits.
///
/// With feature `garde`, an argument whose type has rules of [`garde`](https://docs.rs/garde) is
/// checked before the method runs, and `#[garde(length(max = 80))]` on an argument gives it rules of
/// its own. A payload that breaks one is refused with code `invalid_payload` and a list of faults.
///
/// `#[command(name = "…")]` gives the command another name on the wire.
///
/// ```
/// # use musubi::prelude::*;
/// # #[state] struct Counter { count: i64 }
/// # struct CounterStore { count: RwSignal<i64> }
/// # #[store(root)]
/// # impl CounterStore {
/// #     fn mount() -> Self { Self { count: create_rw_signal(0) } }
/// #     fn render(&self) -> CounterSignals { CounterSignals { count: self.count.into() } }
/// #[command]
/// async fn reset(&self, to: i64) -> Result<i64, Refusal> {
///     if to < 0 {
///         return Err(Refusal::new("negative", "A count is not negative."));
///     }
///     Ok(self.count.try_update(|count| std::mem::replace(count, to)).unwrap_or(to))
/// }
/// # }
/// ```
#[doc(inline)]
pub use musubi_macros::command;

/// Marks a method of a [`#[store]`](macro@crate::store) block that takes the items of a stream, for
/// as long as the store lives.
///
/// The argument is an expression for any [`Stream`](futures_util::Stream), such as the messages of
/// a [topic](crate::pubsub) or an [`interval`](crate::interval). It may name `self`, is evaluated
/// once, after `mount` and before the first `render`, and what it gives must not borrow from
/// `self`. The type of the method's argument is that of the items.
///
/// Each item is one turn of the page: what the method changed is sent before it is called again,
/// and commands have their turns in between. The method may be `async`: the next item waits until
/// it is done, commands do not. A panic in it ends the page.
///
/// A store, be it a root or a child, may have any number of such methods. For subscriptions that
/// come and go while the store lives, call [`subscribe`](fn@crate::subscribe).
///
/// ```
/// # use musubi::prelude::*;
/// # #[derive(Clone)] struct Message { text: String }
/// # #[state] struct Room { last: String }
/// # struct RoomStore { id: u32, pubsub: PubSub, last: RwSignal<String> }
/// # #[store(root)]
/// # impl RoomStore {
/// #     fn mount() -> Self { unreachable!() }
/// #     fn render(&self) -> RoomSignals { RoomSignals { last: self.last.into() } }
/// #[subscribe(self.pubsub.subscribe(&format!("room:{}", self.id)))]
/// fn on_message(&self, message: Result<Message, Missed>) {
///     match message {
///         Ok(message) => self.last.set(message.text),
///         Err(missed) => self.last.set(format!("… {} more", missed.count())),
///     }
/// }
/// # }
/// ```
#[doc(inline)]
pub use musubi_macros::subscribe;

/// Marks the method of a child's [`#[store]`](macro@crate::store) block that takes changed props.
///
/// For a `mount` that takes the props as a value. Without it, changed props end the child and mount
/// a fresh one.
///
/// ```
/// # use musubi::prelude::*;
/// # #[state] struct Line { label: String }
/// # #[params] struct LineProps { label: String }
/// # struct LineStore { label: RwSignal<String> }
/// # #[store]
/// # impl LineStore {
/// fn mount(props: LineProps) -> Self {
///     Self { label: create_rw_signal(props.label) }
/// }
///
/// #[update]
/// fn update(&self, props: LineProps) {
///     self.label.set(props.label);
/// }
/// #     fn render(&self) -> LineSignals { LineSignals { label: self.label.into() } }
/// # }
/// ```
#[doc(inline)]
pub use musubi_macros::update;

/// Marks the method of a [`#[store]`](macro@crate::store) block that runs once when the store ends:
/// a page that its client left, or a child that is no longer in its parent's state.
///
/// ```
/// # use musubi::prelude::*;
/// # #[state] struct Room { members: u32 }
/// # struct RoomStore;
/// # #[store(root)]
/// # impl RoomStore {
/// #     fn mount() -> Self { Self }
/// #     fn render(&self) -> RoomSignals { RoomSignals { members: Signal::derive(|| 0) } }
/// #[cleanup]
/// fn leave(&self) {
///     println!("someone left");
/// }
/// # }
/// ```
#[doc(inline)]
pub use musubi_macros::cleanup;
