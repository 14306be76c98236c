/** Sharper than this nobody sees, and it would cost time. */
const MAX_PIXEL_RATIO = 2

/** A canvas that always has as many pixels as it takes up on the screen. */
export class Surface {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  /** In the page's pixels. */
  width = 0
  height = 0

  constructor(canvas: HTMLCanvasElement, onResize: () => void) {
    this.canvas = canvas
    const context = canvas.getContext('2d')
    if (!context) throw new Error('this browser has no canvas to draw on')
    this.context = context
    this.#measure()
    new ResizeObserver(() => {
      if (this.#measure()) onResize()
    }).observe(canvas)
  }

  clear(): void {
    this.context.clearRect(0, 0, this.width, this.height)
  }

  #measure(): boolean {
    const { clientWidth, clientHeight } = this.canvas
    if (clientWidth === this.width && clientHeight === this.height) return false
    this.width = clientWidth
    this.height = clientHeight
    const ratio = Math.min(MAX_PIXEL_RATIO, devicePixelRatio)
    this.canvas.width = Math.round(clientWidth * ratio)
    this.canvas.height = Math.round(clientHeight * ratio)
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0)
    return true
  }
}
