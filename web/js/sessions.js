// The list of sessions: rename and delete in place.

import { call } from "./api.js";
import { $, $$, h, stage } from "./dom.js";

const dialog = $("#ask-delete");

for (const row of $$("[data-session]")) {
  const title = $(".what", row);
  const path = `/api/sessions/${row.dataset.session}`;
  for (const button of $$("[data-do]", row)) {
    button.hidden = false;
    button.addEventListener("click", () => (button.dataset.do === "rename" ? rename() : remove()));
  }

  function rename() {
    if ($("form", row)) return;
    const link = $(".open", row);
    const input = h("input", { type: "text", value: title.textContent, maxlength: "120", "aria-label": "New title", required: true });
    const done = () => {
      form.remove();
      link.hidden = false;
      $("[data-do=rename]", row).focus();
    };
    const save = async (event) => {
      event.preventDefault();
      try {
        const session = await call(path, { method: "PATCH", body: { title: input.value.trim() } });
        title.textContent = session.title;
        for (const name of $$(".row-tools .sr", row)) name.textContent = `: ${session.title}`;
        stage("Renamed");
        done();
      } catch (problem) {
        stage(problem.message);
      }
    };
    const form = h("form", { onsubmit: save }, input, h("button", { class: "second" }, "Save"));
    form.addEventListener("keydown", (event) => event.key === "Escape" && done());
    link.hidden = true;
    link.after(form);
    input.select();
  }

  function remove() {
    $("#ask-delete-name").textContent = title.textContent;
    dialog.returnValue = "keep";
    dialog.showModal();
    dialog.onclose = async () => {
      if (dialog.returnValue !== "delete") return;
      try {
        await call(path, { method: "DELETE" });
        row.remove();
        stage("Deleted");
        if (!$("[data-session]")) $("#none").hidden = false;
        $("#main").focus();
      } catch (problem) {
        stage(problem.message);
      }
    };
  }
}
