// A text field can be given the focus while the player touches or types, and not later: so the game says where it wants
// one, and gets it at the next touch. These are the handlers that Ebitengine v2.8 (exp/textinput) would evaluate.
"use strict";

(() => {
  const focus = () => {
    if (window._ebitengine_textinput_x === undefined || window._ebitengine_textinput_y === undefined) {
      return;
    }
    const field = document.getElementById("ebitengine-textinput");
    field.value = "";
    field.focus();
    field.style.left = `${window._ebitengine_textinput_x}px`;
    field.style.top = `${window._ebitengine_textinput_y}px`;
    window._ebitengine_textinput_x = undefined;
    window._ebitengine_textinput_y = undefined;
    window._ebitengine_textinput_ready = true;
  };
  for (const event of ["mouseup", "touchend", "keyup"]) {
    document.body.addEventListener(event, focus);
  }
})();
