import { z } from 'zod'

/** Bytes as the transformer carries them, whatever buffer they lie in. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')
