export const problems = {
  title: 'Chưa làm được',
  several: (count: string) => `Có ${count} chỗ chưa đúng`,
  other: (code: string) => `Có điều chưa đúng (mã: ${code}).`,
  where: (place: string) => `tại ${place}`,
  /** What any page may meet at any time, without signal as well; the others are in `failures`. */
  texts: {
    unexpected: () => 'Máy chủ gặp lỗi. Không có gì bị thay đổi. Hãy thử lại.',
    offline: () => 'Không kết nối được với máy chủ. Kiểm tra mạng rồi thử lại.',
    forbidden: () => 'Không có quyền làm việc này ở đây.',
  },
}
