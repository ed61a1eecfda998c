//! Where a store's code finds what the connection gave.

use musubi::Context;
use musubi::prelude::*;
use serde_json::json;

use crate::support::{Client, Gate, Server, with_context};

#[derive(Clone)]
struct User(String);

/// A value that a store gives to those below it.
#[derive(Clone)]
struct Theme(&'static str);

fn user() -> String {
    let user = use_context::<User>().map(|user| user.0);
    let theme = use_context::<Theme>().map(|theme| theme.0);
    format!("{} {}", user.unwrap_or_default(), theme.unwrap_or("none"))
}

#[state]
pub struct Seen {
    pub mount: String,
    pub render: String,
    pub derived: String,
    pub child: Option<Child<Inner>>,
}

pub struct Outer {
    mount: String,
    ticks: RwSignal<u32>,
}

#[store(root)]
impl Outer {
    async fn mount() -> Self {
        let before = user();
        tokio::task::yield_now().await;
        let after = user();
        provide_context(Theme("dark"));
        Self {
            mount: format!("{before}, {after}"),
            ticks: create_rw_signal(0),
        }
    }

    fn render(&self) -> SeenSignals {
        let (mount, render, ticks) = (self.mount.clone(), user(), self.ticks);
        SeenSignals {
            mount: Signal::derive(move || mount.clone()),
            render: Signal::derive(move || render.clone()),
            derived: Signal::derive(move || format!("{} {}", ticks.get(), user())),
            child: (ticks.get() > 0).then(|| child("inner", InnerProps {})),
        }
    }

    #[command]
    fn tick(&self) -> String {
        self.ticks.update(|ticks| *ticks += 1);
        user()
    }

    #[command]
    async fn tick_slowly(&self) -> (String, String) {
        let before = user();
        tokio::task::yield_now().await;
        self.ticks.update(|ticks| *ticks += 1);
        (before, user())
    }
}

#[state]
pub struct InnerState {
    pub mount: String,
    pub effect: String,
}

#[params]
pub struct InnerProps {}

pub struct Inner {
    mount: String,
    effect: RwSignal<String>,
}

#[store]
impl Inner {
    fn mount(_props: InnerProps) -> Self {
        let effect = create_rw_signal(String::new());
        create_effect(move || effect.set(user()));
        Self {
            mount: user(),
            effect,
        }
    }

    fn render(&self) -> InnerStateSignals {
        let mount = self.mount.clone();
        InnerStateSignals {
            mount: Signal::derive(move || mount.clone()),
            effect: self.effect.into(),
        }
    }

    #[command]
    async fn who(&self) -> (String, String) {
        let before = user();
        tokio::task::yield_now().await;
        (before, user())
    }
}

#[tokio::test]
async fn the_connections_values_are_there_in_all_code_of_a_page() {
    let socket = || musubi::Socket::new().root::<Outer>();
    let mut clients = Vec::new();
    for name in ["ada", "bob"] {
        let context = Context::new().with(User(name.into()));
        let server = Server::start(with_context(socket(), context)).await;
        clients.push((name, Client::connect(&server).await, server));
    }
    for (name, client, _server) in &mut clients {
        let mut page = client.mount::<Outer>("a", json!({})).await;
        let plain = format!("{name} none");
        let themed = format!("{name} dark");
        assert_eq!(page.state()["mount"], format!("{plain}, {plain}"));
        assert_eq!(page.state()["render"], themed);
        assert_eq!(page.state()["derived"], format!("0 {themed}"));

        assert_eq!(client.command(&page, "tick", json!({})).await.ok(), themed);
        client.patch(&mut page).await;
        assert_eq!(page.state()["derived"], format!("1 {themed}"));
        let child = &page.state()["child"];
        assert_eq!(
            (&child["mount"], &child["effect"]),
            (&json!(themed), &json!(themed))
        );

        let both = json!([themed, themed]);
        assert_eq!(
            client.command(&page, "tick_slowly", json!({})).await.ok(),
            both
        );
        let who = client
            .start_command_on(&page, json!(["inner"]), "who", json!({}))
            .await;
        assert_eq!(client.reply(&who).await.ok(), both);
    }
}

#[tokio::test]
async fn an_await_of_one_page_leaves_the_context_of_another_alone() {
    let gate = Gate::new();
    let socket = musubi::Socket::new().root::<Waiting>().on_join({
        let gate = gate.clone();
        move |request: musubi::JoinRequest| {
            let user = User(request.payload["id"].to_string());
            let context = request.context.with(user).with(gate.clone());
            async move { Ok::<_, Refusal>(context) }
        }
    });
    let server = Server::start(socket).await;
    let mut client = Client::connect(&server).await;
    let mut waiting = Vec::new();
    for id in ["a", "b", "c"] {
        let page = client.mount::<Waiting>(id, json!({})).await;
        waiting.push((id, client.start_command(&page, "who", json!({})).await));
        gate.reached().await;
    }
    for _ in &waiting {
        gate.open();
    }
    for (id, msg_ref) in waiting {
        assert_eq!(client.reply(&msg_ref).await.ok(), format!("\"{id}\" none"));
    }
}

#[state]
pub struct Empty {}

pub struct Waiting;

#[store(root)]
impl Waiting {
    fn mount() -> Self {
        Self
    }

    fn render(&self) -> EmptySignals {
        EmptySignals {}
    }

    #[command]
    async fn who(&self) -> String {
        crate::stores::pass_gate().await;
        user()
    }
}

#[test]
#[should_panic(expected = "`use_context` was called where no store's code runs")]
fn a_thread_of_the_applications_own_has_no_context() {
    use_context::<String>();
}
