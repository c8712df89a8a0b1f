// Loaded before the first paint, so that a chosen theme never flashes.
document.documentElement.dataset.js = "";
try {
  const theme = JSON.parse(localStorage.getItem("greenroom.theme"));
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme stands.
}
