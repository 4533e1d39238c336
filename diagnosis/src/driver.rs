//! Drives a check: names the next requests, receives their responses, and reports.

use secrecy::SecretString;

use crate::attempt::Attempt;
use crate::evidence::token_text;
use crate::exchange::{Call, Exchange, Request};
use crate::report::Report;
use crate::{Knowledge, diagnose, probe};

/// A running check, without a transport: the caller sends the requests, one after the other or at the same time.
#[derive(Debug)]
pub struct Check<'a> {
    attempt: &'a Attempt,
    exchanges: Vec<Exchange>,
    /// The requests of the last batch, in order.
    asked: Vec<Call>,
    /// The number of exchanges before the last batch.
    before: usize,
    is_recorded: bool,
}

impl<'a> Check<'a> {
    /// A check that has not sent anything.
    pub fn new(attempt: &'a Attempt) -> Self {
        Self {
            attempt,
            exchanges: Vec::new(),
            asked: Vec::new(),
            before: 0,
            is_recorded: false,
        }
    }

    /// A check that sends every possible request, useful or not: recordings contain all of them.
    pub fn recorded(attempt: &'a Attempt) -> Self {
        Self {
            is_recorded: true,
            ..Self::new(attempt)
        }
    }

    /// Returns the next requests, which are independent of each other. There are none if no request would reveal more, or if nothing was
    /// received since the last batch.
    pub fn next(&mut self, knowledge: &Knowledge) -> Vec<Request> {
        if !self.asked.is_empty() && self.exchanges.len() == self.before {
            return Vec::new();
        }
        let requests = if self.is_recorded {
            probe::every(self.attempt, &self.exchanges, knowledge)
        } else {
            probe::next(self.attempt, &self.exchanges, knowledge)
        };
        self.before = self.exchanges.len();
        self.asked = requests.iter().map(|request| request.call).collect();
        requests
    }

    /// Adds a response or a failure. Exchanges are kept in the order of their requests, because a report must not depend on which response
    /// came first.
    pub fn receive(&mut self, exchange: Exchange) {
        let place = |call| self.asked.iter().position(|asked| *asked == call);
        let own = place(exchange.request.call);
        let earlier = self
            .exchanges
            .iter()
            .skip(self.before)
            .take_while(|other| place(other.request.call) < own)
            .count();
        self.exchanges.insert(self.before + earlier, exchange);
    }

    /// Runs the check: sends the requests one after the other. A request without an exchange counts as not sent.
    pub fn run(
        &mut self,
        knowledge: &Knowledge,
        mut send: impl FnMut(Request, Option<&SecretString>) -> Option<Exchange>,
    ) {
        loop {
            let requests = self.next(knowledge);
            if requests.is_empty() {
                return;
            }
            let token = self.token();
            for request in requests {
                if let Some(exchange) = send(request, token.as_ref()) {
                    self.receive(exchange);
                }
            }
        }
    }

    /// The token of the Admin request, for verifying its signature.
    pub fn token(&self) -> Option<SecretString> {
        token_text(self.attempt, &self.exchanges).map(SecretString::from)
    }

    /// The exchanges so far.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The report on the exchanges so far.
    pub fn report(&self, knowledge: &Knowledge) -> Report {
        diagnose(self.attempt, &self.exchanges, knowledge)
    }
}
