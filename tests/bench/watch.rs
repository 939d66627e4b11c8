//! Moments as the pages themselves see them: when a button was pressed, when something came to be shown.

use serde_json::Value;
use stories::webdriver::Page;

/// Keeps when each button was pressed, from now on.
pub(crate) const KEEP_PRESSES: &str = "
    window.benchPresses = [];
    document.addEventListener('click', (event) => {
      const button = event.target.closest?.('button');
      if (button) window.benchPresses.push({ name: button.getAttribute('aria-label') ?? button.innerText, at: Date.now() });
    }, { capture: true });";

/// Notes the moment at which an expression becomes true in a page, looked at with every change of its document.
pub(crate) fn keep_when(page: &Page, expression: &str) {
    let script = format!(
        "window.benchSeen = new Promise((done) => {{
           const observer = new MutationObserver(() => {{
             if (!({expression})) return;
             const at = Date.now();
             observer.disconnect();
             done(at);
           }});
           observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
         }});"
    );
    page.run(&script, &[]);
}

/// The moment that [`keep_when`] waits for, once it has come.
pub(crate) fn seen(page: &Page) -> f64 {
    page.ask("window.benchSeen").as_f64().unwrap()
}

/// When a button whose name begins so was last pressed.
pub(crate) fn pressed(page: &Page, name: &str) -> f64 {
    let find = format!(
        "window.benchPresses.findLast((press) => press.name.trim().startsWith({}))",
        Value::from(name)
    );
    page.ask(&format!("{find}.at")).as_f64().unwrap()
}

/// When the first picture of the other side could be shown, on the machine's clock.
pub(crate) fn first_picture(page: &Page, what: &str) -> f64 {
    let first = "window.anteroomStats && window.anteroomStats().then((stats) =>
        stats.firstPictures.length > 0 ? performance.timeOrigin + Math.min(...stats.firstPictures) : null)";
    page.wait_for(what, first).as_f64().unwrap()
}
