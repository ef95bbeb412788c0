//! Bodies that are refused before their end.
//!
//! actix drains a chunked body that its reader has dropped, to keep the connection for the next request; a sender who never stops would be
//! listened to for ever. As long as the reader lives, actix ends the connection soon after the answer instead, without losing the answer: so it
//! is kept until the answer was written. A body of announced length is not drained anyway.

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use futures_util::Stream;
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// The chunked body of a request, where it has one.
pub struct Unread(Option<Reader>);

impl Unread {
    pub fn watch(request: &mut ServiceRequest) -> Self {
        if !request.headers().contains_key(TRANSFER_ENCODING) {
            return Self(None);
        }
        let reader = Reader(Rc::new(RefCell::new(request.take_payload())));
        request.set_payload(Payload::Stream { payload: Box::pin(reader.clone()) });
        Self(Some(reader))
    }

    pub fn hold_until_answered(self, response: ServiceResponse<impl MessageBody + 'static>) -> ServiceResponse<impl MessageBody> {
        response.map_body(|_, body| Holding { body: body.boxed(), _reader: self.0 })
    }
}

#[derive(Clone)]
struct Reader(Rc<RefCell<Payload>>);

impl Stream for Reader {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

/// The body of an answer, and with it the reader of what it answers.
struct Holding {
    body: BoxBody,
    _reader: Option<Reader>,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
