// Office computers are shared: what this browser kept for a person goes when he logs out.
import { dropDraftsOf, dropOldDrafts } from "./drafts.js";

const form = document.getElementById("logout");
if (form) form.addEventListener("submit", (event) => { if (!event.defaultPrevented) dropDraftsOf(form.dataset.user); });
dropOldDrafts();
