// Ctrl+K puts the cursor into the search box of the top bar.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("site-search");
  if (!box || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") {
    return;
  }
  event.preventDefault();
  box.focus();
  box.select();
});
