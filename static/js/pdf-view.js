// A PDF inside the page, for phones too: pages are fetched and drawn as they come near, and let go when they are far.
const SHARPEST = 2; // device pixels a CSS pixel; more costs memory and is not seen
const MOST_PIXELS = 4_000_000; // of one canvas: old phones draw nothing at all beyond
const ZOOMS = [1, 1.5, 2, 3];

class View {
  constructor(root, library, file) {
    Object.assign(this, { root, library, file, zoom: 0 });
    this.box = root.querySelector("[data-pdf-pages]");
    this.place = root.querySelector("[data-pdf-place]");
    this.near = new IntersectionObserver((seen) => seen.forEach((each) => this.look(each)), { root: this.box, rootMargin: "100% 0px" });
  }

  async open() {
    const first = (await this.file.getPage(1)).getViewport({ scale: 1 });
    this.shape = first.width / first.height;
    for (let number = 1; number <= this.file.numPages; number += 1) {
      const page = document.createElement("div");
      page.className = "pdf-page";
      page.dataset.number = number;
      page.setAttribute("role", "img");
      page.setAttribute("aria-label", this.root.dataset.textPage.replace("{number}", number));
      page.style.aspectRatio = String(this.shape);
      this.box.append(page);
    }
    this.fit();
    for (const page of this.box.children) this.near.observe(page);
    this.box.addEventListener("scroll", () => this.tell(), { passive: true });
    new ResizeObserver(() => this.fit()).observe(this.box);
    for (const button of this.root.querySelectorAll("[data-pdf-zoom]")) {
      button.addEventListener("click", () => this.step(button.dataset.pdfZoom === "in" ? 1 : -1));
    }
    this.root.querySelector("[data-pdf-bar]").hidden = false;
    this.tell();
  }

  /** Fit the width, times the zoom; what is on the screen is drawn anew in the new size. */
  fit() {
    const width = Math.floor(this.box.clientWidth - parseFloat(getComputedStyle(this.box).paddingLeft) * 2) * ZOOMS[this.zoom];
    if (width <= 0 || width === this.width) return;
    this.width = width;
    for (const page of this.box.children) {
      page.style.width = `${width}px`;
      if (page.firstChild) this.draw(page, true);
    }
  }

  step(by) {
    const place = this.box.scrollTop / this.box.scrollHeight;
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + by));
    this.fit();
    this.box.scrollTop = place * this.box.scrollHeight;
  }

  look({ target, isIntersecting }) {
    if (isIntersecting) this.draw(target);
    else target.replaceChildren();
  }

  async draw(element, again = false) {
    if (element.firstChild && !again) return;
    const page = await this.file.getPage(Number(element.dataset.number));
    const natural = page.getViewport({ scale: 1 });
    element.style.aspectRatio = String(natural.width / natural.height);
    const sharp = Math.min(SHARPEST, window.devicePixelRatio || 1);
    let scale = (this.width / natural.width) * sharp;
    scale *= Math.min(1, Math.sqrt(MOST_PIXELS / (natural.width * natural.height * scale * scale)));
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    await page.render({ canvas, viewport }).promise;
    const words = document.createElement("p");
    words.className = "visually-hidden";
    words.textContent = (await page.getTextContent()).items.map((item) => item.str ?? "").join(" ");
    element.setAttribute("role", words.textContent.trim() ? "group" : "img");
    element.replaceChildren(canvas, words);
  }

  tell() {
    const middle = this.box.scrollTop + this.box.clientHeight / 2;
    const pages = [...this.box.children];
    const here = pages.findLastIndex((page) => page.offsetTop <= middle) + 1;
    this.place.textContent = `${Math.max(1, here)} / ${pages.length}`;
  }
}

export async function start(root) {
  const { pdf: url, library: address, worker, assets } = root.dataset;
  const state = root.querySelector("[data-pdf-state]");
  try {
    const library = await import(address);
    library.GlobalWorkerOptions.workerSrc = worker;
    const places = { cMapUrl: `${assets}cmaps/`, standardFontDataUrl: `${assets}fonts/`, wasmUrl: `${assets}wasm/` };
    // Only what is looked at is fetched, in parts.
    const loading = library.getDocument({ url, ...places, cMapPacked: true, disableAutoFetch: true, disableStream: true, rangeChunkSize: 262_144 });
    await new View(root, library, await loading.promise).open();
    state.hidden = true;
  } catch (error) {
    state.hidden = true;
    root.querySelector("[data-pdf-failed]").hidden = false;
    console.info(error);
  }
}
