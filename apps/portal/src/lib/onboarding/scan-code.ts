/** The part of the Barcode Detection API that is used; not every browser has it (https://wicg.github.io/shape-detection-api/). */
interface BarcodeReader {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>
}
type BarcodeReaderClass = new (options: { readonly formats: readonly string[] }) => BarcodeReader

function readerClass(): BarcodeReaderClass | undefined {
  // Declared nowhere yet: TypeScript's own library leaves it out while only some browsers have it.
  return (globalThis as { BarcodeDetector?: BarcodeReaderClass }).BarcodeDetector
}

/** Whether this browser can read codes through its camera by itself. */
export function canScan(): boolean {
  return readerClass() !== undefined && 'mediaDevices' in navigator
}

const EVERY_MS = 250

/** Reads codes from the camera until it is told to end; each code is told once. */
export function scanCodes(video: HTMLVideoElement, oncode: (text: string) => void, onfail: () => void): () => void {
  const Reader = readerClass()
  let stream: MediaStream | null = null
  let ended = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const told = new Set<string>()

  async function look(reader: BarcodeReader): Promise<void> {
    // A picture that cannot be read is followed by the next one.
    for (const { rawValue } of await reader.detect(video).catch(() => [])) {
      if (!told.has(rawValue)) oncode(rawValue)
      told.add(rawValue)
    }
    if (!ended) timer = setTimeout(() => void look(reader), EVERY_MS)
  }

  async function begin(): Promise<void> {
    if (Reader === undefined) throw new Error('no reader of codes')
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    if (ended) {
      stop(stream)
      return
    }
    video.srcObject = stream
    await video.play()
    await look(new Reader({ formats: ['qr_code'] }))
  }
  begin().catch(onfail)

  return () => {
    ended = true
    clearTimeout(timer)
    if (stream !== null) stop(stream)
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
