// A large photo is made smaller before it is sent; what cannot be is refused by the server with a clear line.
const LARGE = 3 * 1024 * 1024;
const SIDE = 2560;

for (const input of document.querySelectorAll("input[type=file][data-photos]")) {
  const status = document.createElement("p");
  status.className = "helptext";
  status.setAttribute("role", "status");
  input.after(status);
  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.some(isLargePhoto)) return;
    const shrunk = await Promise.all(files.map((file) => (isLargePhoto(file) ? shrink(file) : file)));
    const transfer = new DataTransfer();
    for (const file of shrunk) transfer.items.add(file);
    input.files = transfer.files;
    const smaller = shrunk.filter((file, place) => file !== files[place]).map((file) => file.name);
    status.textContent = smaller.length ? `Фото уменьшено: ${smaller.join(", ")}` : "";
  });
}

function isLargePhoto(file) {
  return file.type.startsWith("image/") && file.size > LARGE;
}

async function shrink(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a format that this browser does not draw
  }
}
