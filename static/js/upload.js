// A file dropped on the form is the same as a file chosen in it.
const form = document.querySelector("[data-upload]");
const zone = form && form.querySelector("[data-drop]");
if (zone) {
  const input = form.querySelector("input[type=file]");
  zone.querySelector("[data-drop-hint]").hidden = false;
  const over = (on) => zone.classList.toggle("drop-over", on);
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, (event) => { event.preventDefault(); over(true); });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", () => { form.querySelector("button").disabled = true; });
}
