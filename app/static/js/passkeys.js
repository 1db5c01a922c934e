// A passkey is asked of the browser when its form is sent; the answer travels in the form's hidden field. Without this script the
// form can send nothing, so it is shown from here.
const ways = {
  create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
};

async function ask(form) {
  const status = form.querySelector("[role=status]");
  status.textContent = "";
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    status.textContent = status.dataset.missing;
    return;
  }
  const answer = await ways[form.dataset.passkey](JSON.parse(form.dataset.options)).catch(() => null);
  if (!answer) {
    status.textContent = status.dataset.failed;
    return;
  }
  form.elements.credential.value = JSON.stringify(answer.toJSON());
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  form.hidden = false;
}
