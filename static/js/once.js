// A form is sent once: a second click while the answer is on its way does nothing, on however slow a network.
// A form whose answer is a file stays on its page; it may be sent again after a while.

const PAUSE = 10000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || (form.method || "get").toLowerCase() !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => free(form), PAUSE);
});

function free(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

// Coming back by the browser's own button shows the page as it was left.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));
