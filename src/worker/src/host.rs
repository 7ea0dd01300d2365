//! The machine around the endpoint: what every JavaScript host has, and the platform's limit on a
//! caller's requests.

use er_relationships::endpoint::{Host, TooManyRequests};
use er_relationships::token::Principal;
use er_relationships_js::JsHost;
use worker::{Env, RateLimiter};

/// The binding's name in `wrangler.toml`.
const BINDING: &str = "CALLER_LIMIT";

/// The binding's period: the platform does not tell when it ends, and a limit of ours that has it
/// shorter would only be asked in vain.
const PERIOD_SECONDS: u32 = 60;

/// See the module.
pub(crate) struct WorkerHost(Option<RateLimiter>);

impl WorkerHost {
    /// Without the binding nobody counts, and the log says so once for each isolate.
    pub(crate) fn of(env: &Env) -> Self {
        let limiter = env.rate_limiter(BINDING);
        Self(limiter.map_err(|error| worker::console_warn!("no limit on callers: {error}")).ok())
    }
}

impl Host for WorkerHost {
    fn now_millis(&self) -> u64 {
        JsHost.now_millis()
    }

    fn random_bytes(&self) -> [u8; 16] {
        JsHost.random_bytes()
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        JsHost.log_fault(transaction_id, fault);
    }

    async fn admit(&self, caller: &Principal) -> Result<(), TooManyRequests> {
        let Some(limiter) = &self.0 else {
            return Ok(());
        };
        match limiter.limit(caller.subject.clone()).await {
            Ok(outcome) if !outcome.success => {
                Err(TooManyRequests { retry_after_seconds: PERIOD_SECONDS })
            }
            Ok(_) => Ok(()),
            // A limiter that fails is no reason to turn a caller away.
            Err(error) => {
                worker::console_warn!("rate limit: {error}");
                Ok(())
            }
        }
    }
}
