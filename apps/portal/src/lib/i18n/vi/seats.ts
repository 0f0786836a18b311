export const seats = {
  title: (unit: string) => `Tổ chức và chức vụ – ${unit}`,
  other: 'Chức vụ khác',
  empty: 'Chưa có người',
  earlier: 'Trước đây',
  later: 'Sắp tới',
  handOverFor: (position: string, name: string) => `Bàn giao ${position} của ${name}`,
  handOverText: 'Người cũ thôi và người mới bắt đầu vào cùng một ngày; chức vụ không bỏ trống ngày nào.',
  passedLately: 'Vừa thay người',
  appointAt: (position: string) => `Bổ nhiệm: ${position}`,
}
