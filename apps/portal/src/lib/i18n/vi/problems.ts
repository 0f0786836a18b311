import type { ProblemData } from '../about.ts'

export const problems = {
  title: 'Chưa làm được',
  several: (count: string) => `Có ${count} chỗ chưa đúng`,
  other: (code: string) => `Có điều chưa đúng (mã: ${code}).`,
  where: (place: string) => `tại ${place}`,
  /** What any page may meet at any time, without signal as well; the others are in `failures`. */
  texts: {
    unexpected: () => 'Máy chủ gặp lỗi. Tải lại trang để xem đã lưu chưa, rồi thử lại.',
    /** Without an answer nobody knows what became of what was sent. */
    offline: ({ sent = '' }: ProblemData): string =>
      sent === ''
        ? 'Không kết nối được với máy chủ. Kiểm tra mạng rồi thử lại.'
        : 'Máy chủ chưa trả lời, nên chưa biết đã lưu hay chưa. Kiểm tra mạng, tải lại trang để xem, rồi mới làm lại.',
    forbidden: () => 'Không có quyền làm việc này ở đây.',
  },
}
