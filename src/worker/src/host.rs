//! Clock, randomness and log of the Workers runtime.

use er_relationships::endpoint::Host;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Date, console_error};

#[wasm_bindgen]
extern "C" {
    /// <https://developer.mozilla.org/en-US/docs/Web/API/Crypto/getRandomValues>
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

#[derive(Debug)]
pub(crate) struct WorkerHost;

impl Host for WorkerHost {
    /// The time of the last I/O: the runtime's clock stands still in between.
    fn now_millis(&self) -> u64 {
        Date::now().as_millis()
    }

    fn random_bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        get_random_values(&mut bytes);
        bytes
    }

    fn log_fault(&self, transaction_id: &str, fault: &str) {
        console_error!("transaction {transaction_id}: {fault}");
    }
}
