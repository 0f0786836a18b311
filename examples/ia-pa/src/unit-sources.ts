/** Where the real units and village names were read. */
export const SOURCES = {
  'gso-2025': 'General Statistics Office, list of administrative units as of 1 March 2025',
  'nq-202': 'Nghị quyết 202/2025/QH15 (12 June 2025)',
  'nq-1664': 'Nghị quyết 1664/NQ-UBTVQH15 (16 June 2025), Điều 1',
  'bgl-2022':
    'https://baogialai.com.vn/channel/1602/202209/hieu-qua-cau-lac-bo-phong-chong-toi-pham-o-ia-trok-5791493/',
  'bgl-2024':
    'https://baogialai.com.vn/ia-pa-ra-mat-mo-hinh-ket-noi-zalo-giu-vung-binh-yen-vi-nhan-dan-phuc-vu-post263471.html',
  'vov4-2024-10':
    'https://vov4.vov.vn/kho/cing-sac-mo-rai-kis-chinh-sach-va-cuoc-song/tam-gol-bo-tongoh-koloi-sonong-cau-jrai-lik-klas-robah-kol-jap-466708.vov4',
  'vov4-2024-ngan':
    'https://vov4.vov.vn/kho/jonau-tonggit-mpol-botian-thoi-su-xa-hoi/da-dong-ba-dan-dong-kol-tai-gotip-torlah-kon-jo-ngan-449379.vov4',
  'vov4-po-to': 'http://vov4.vov.vn/Xodang/chuyen-muc/nge-ki-rak-ve-mohua-cheng-po-to-c1353-321759.aspx',
  'portal-chu-mo': 'https://iapa.gialai.gov.vn/Xa-Chu-Mo/Gioi-thieu/Qua-trinh-hinh-thanh-va-Phat-trien.aspx',
} as const

export type SourceName = keyof typeof SOURCES

export const NO_SOURCE = 'Invented for the example.'
