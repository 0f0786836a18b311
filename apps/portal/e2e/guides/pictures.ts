/** Where the pictures of the guides lie. */
export const FOLDER = new URL('../../../../docs/guides/vi/anh/', import.meta.url)

interface Size {
  /** In CSS pixels; a desk is as wide as the screens that offices have, and the menu is one line there. */
  readonly width: number
  readonly height: number
}
const desk = (height: number): Size => ({ width: 1366, height })
const phone = (height: number): Size => ({ width: 360, height })

/** Every picture of the guides, by the name of its file. */
export const PICTURES = {
  'quan-tri-thiet-lap': desk(680),
  'quan-tri-tai-khoan': desk(680),
  'quan-tri-tong-quan': desk(680),
  'quan-tri-sap-xep': desk(700),
  'quan-tri-xa-nhap-lieu': desk(700),
  'quan-tri-xa-sai-lech': desk(700),
  'quan-tri-xa-duyet': desk(760),
  'quan-tri-xa-ban-giao': desk(760),
  'cong-an-xa-ghi': phone(740),
  'cong-an-xa-ma-qr': phone(740),
  'cong-an-xa-chua-gui': phone(740),
  'cong-an-xa-viec': phone(740),
  'giam-sat-do-phu': desk(760),
  'giam-sat-lich-su': desk(700),
  'giam-sat-nhat-ky': desk(700),
  'nguoi-dan-dang-ky': phone(740),
  'nguoi-dan-trang-rieng': phone(740),
} as const satisfies Readonly<Record<string, Size>>

/** What a picture may weigh: guides are sent to phones. */
export const LIMIT_BYTES = 60_000

export type PictureName = keyof typeof PICTURES
