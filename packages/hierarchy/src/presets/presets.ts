import type { Model } from '../model/model.ts'
import { GIA_LAI_2025 } from './gia-lai-2025.ts'
import { IA_PA_2024 } from './ia-pa-2024.ts'

/** The models that come with the package, by their id. */
export const PRESETS: Readonly<Record<string, Model>> = /* @__PURE__ */ (() => ({
  [IA_PA_2024.id]: IA_PA_2024,
  [GIA_LAI_2025.id]: GIA_LAI_2025,
}))()
