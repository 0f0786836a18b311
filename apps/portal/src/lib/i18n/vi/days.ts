export const days = {
  lookToday: 'Về hôm nay',
  looking: (day: string) => `Đang xem tại ngày ${day}. Không duyệt hay sửa được ở đây.`,
  lookNotHere: 'Trang này chỉ có số liệu của hôm nay.',
  lookCounts: 'Tính theo những gì biết hôm nay; số liệu tổng hợp vẫn là của hôm nay.',
  comingSeat: {
    begins: (day: string, name: string, seat: string) => `Từ ${day}: ${name} giữ ${seat}.`,
    ends: (day: string, name: string, seat: string) => `Từ ${day}: ${name} thôi giữ ${seat}.`,
  },
  inGroup: {
    title: (day: string) => `Ai cần có vào ngày ${day}`,
    none: 'Vào ngày đó không có nhóm này, hoặc không ai cần có.',
    tooMany: 'Quy tắc của nhóm này hỏi rộng hơn những gì một trang tính được.',
    changes: (from: string, to: string) => `Từ ${from} đến ${to} thay đổi gì`,
    unchanged: 'Không thay đổi gì.',
    joins: (role: string) => `vào nhóm, ${role}`,
    leaves: (role: string) => `rời nhóm (${role})`,
    becomes: (before: string, after: string) => `${before} → ${after}`,
  },
}
