//! What may cross threads, pinned: to lose `Send` breaks applications, and to gain it would let
//! signals out of their page.

use musubi::testing::TestPage;
use musubi::{
    AsyncSignal, BigInt, ConnectRequest, Context, Declared, Each, JoinRequest, Limits, List,
    ListSignal, Origins, Refusal, Socket, StoreShape, StreamSignal, Types,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

use crate::stores::{LeafProps, Tree, TreeSignals, TreeStore};

assert_impl_all!(Socket: Send, Sync);
assert_impl_all!(axum::Router: Send, Sync, Clone);
assert_impl_all!(Limits: Send, Sync, Unpin);
assert_impl_all!(Origins: Send, Sync, Unpin);
assert_impl_all!(Context: Send, Sync, Clone);
assert_impl_all!(ConnectRequest: Send);
assert_impl_all!(JoinRequest: Send, Sync);
assert_impl_all!(Refusal: Send, Sync);
assert_impl_all!(musubi::testing::ErrorReply: Send, Sync, std::error::Error);
assert_impl_all!(Types: Send, Sync);
assert_impl_all!(Declared: Send, Sync);
assert_impl_all!(StoreShape: Send, Sync);

// Plain data goes wherever its fields go.
assert_impl_all!(Tree: Send, Sync);
assert_impl_all!(LeafProps: Send, Sync);
assert_impl_all!(List<u32, LeafProps>: Send, Sync);
assert_impl_all!(BigInt<u64>: Send, Sync);

// What holds a page, its stores or its lists stays on the page's thread.
assert_not_impl_any!(TestPage: Send, Sync);
assert_not_impl_any!(Each<TreeSignals>: Send, Sync);
assert_not_impl_any!(ListSignal<u32, LeafProps>: Send, Sync);
assert_not_impl_any!(StreamSignal<LeafProps>: Send, Sync);
assert_not_impl_any!(AsyncSignal<LeafProps>: Send, Sync);

/// The router serves from any thread, and the stores that it serves need not be `Send`.
#[test]
fn a_socket_can_be_built_on_another_thread() {
    let router = std::thread::spawn(|| -> axum::Router {
        Socket::new().root::<TreeStore>().workers(1).into_router()
    });
    assert!(router.join().unwrap().has_routes());
}
