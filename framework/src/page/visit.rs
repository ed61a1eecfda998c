//! How a page loses its client, and finds it again.

use std::task::{Context, Poll};

use super::message::Ask;
use super::{Outlet, PageEnd, PageTask, Request, Visit};

impl<O: Outlet> PageTask<'_, O> {
    /// The requests have come to their end: waits for the client to come back, where it may. Ready
    /// when it does not.
    pub(super) fn poll_away(&mut self, cx: &mut Context<'_>) -> Poll<PageEnd> {
        // Its connection need not wait for this page.
        self.outlet = None;
        match &mut self.resumable {
            Some(resumable) => resumable.poll_away(cx).map(|()| PageEnd::Abandoned),
            None => Poll::Ready(PageEnd::Abandoned),
        }
    }

    /// Takes in clients that are back.
    pub(super) fn poll_visits(&mut self, cx: &mut Context<'_>) {
        while let Some(resumable) = &mut self.resumable
            && let Poll::Ready(visit) = resumable.poll_visit(cx)
        {
            self.welcome(visit);
        }
    }

    /// Goes on with the client that is back, if what it lacks is still there. Else the page ends
    /// after what it was sent.
    fn welcome(&mut self, visit: Visit<O>) {
        let Some(resumable) = &mut self.resumable else {
            return;
        };
        // Nothing that the server has taken is lost.
        self.requests.close();
        while let Ok(request) = self.requests.try_recv() {
            resumable.backlog.push_back(request);
        }
        if let Some(running) = &mut self.running {
            running.asked.is_stale = true;
        }
        let is_leaving = |request: &Request| matches!(request.ask, Ok(Ask::Leave));
        let lacking = if resumable.backlog.iter().any(is_leaving) {
            None
        } else {
            resumable.recall.resume(visit.version)
        };
        let Some(lacking) = lacking else {
            // Where it has gone meanwhile, nobody waits for the answer.
            let _ = visit.answer.send(Err(visit.requests));
            resumable.give_up();
            self.outlet = None;
            return;
        };
        let frames: Vec<_> = lacking
            .into_iter()
            .map(|body| visit.frame.with_body(body))
            .collect();
        resumable.end_wait();
        *self.requests = visit.requests;
        self.frame = visit.frame;
        visit
            .outlet
            .reply(visit.msg_ref.as_deref(), &Ok(visit.response));
        for frame in frames {
            visit.outlet.push(frame);
        }
        self.outlet = Some(visit.outlet);
        let _ = visit.answer.send(Ok(()));
    }
}
