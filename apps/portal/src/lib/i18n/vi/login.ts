export const login = {
  /** What may go wrong on the way in, and with a second factor. */
  problems: {
    'log-in-failed': () => 'Tên đăng nhập, số điện thoại hoặc mật khẩu không đúng.',
    'account-disabled': () => 'Tài khoản đã bị vô hiệu. Hãy hỏi quản trị viên.',
    'second-factor-wrong': () => 'Mã không đúng. Kiểm tra giờ của điện thoại rồi nhập mã mới nhất.',
    'second-factor-spent': () => 'Mã này đã dùng rồi. Hãy đợi ứng dụng hiện mã mới.',
    'passkey-refused': () =>
      'Khóa truy cập không được chấp nhận: đã quá lâu, hoặc khóa đã bị gỡ khỏi tài khoản. Hãy thử lại hoặc dùng cách khác.',
    'passkey-cancelled': () =>
      'Chưa dùng được khóa truy cập: cửa sổ đã đóng, đã quá lâu hoặc thiết bị không có khóa nào. Hãy thử lại hoặc dùng cách khác.',
    'second-factor-expired': () => 'Đã quá lâu hoặc sai nhiều lần. Hãy đăng nhập lại từ đầu.',
    'first-password-expired': () => 'Mật khẩu tạm đã hết hạn. Hãy xin quản trị viên cấp lại.',
  },
  why: {
    locked: 'Phiên đăng nhập đã khóa vì một lúc không có ai dùng. Đăng nhập lại để làm tiếp.',
    ended:
      'Phiên đăng nhập trước đã kết thúc: quá hạn, đã đăng xuất ở nơi khác hoặc mật khẩu đã đổi. Đăng nhập lại để làm tiếp.',
    needed: 'Đăng nhập để xem trang này.',
  },
  lead: 'Dành cho cán bộ đã được cấp tài khoản.',
  handle: 'Tên đăng nhập hoặc số điện thoại',
  secondFactorLead: 'Mở ứng dụng tạo mã trên điện thoại và nhập mã 6 số. Mất điện thoại thì nhập một mã dự phòng.',
  code: 'Mã 6 số hoặc mã dự phòng',
  startOver: 'Đăng nhập lại từ đầu',
  forgotten: 'Quên mật khẩu? Quản trị viên của xã hoặc tỉnh cấp lại được.',
  passkeyLogIn: 'Vào bằng khóa truy cập',
  passkeyHint: 'Vân tay, khuôn mặt hoặc mã PIN, nếu thiết bị này đã có khóa (passkey) của tài khoản.',
  passkeyLead: 'Xác nhận bằng khóa truy cập (passkey): vân tay, khuôn mặt hoặc mã PIN của thiết bị.',
  passkeyUse: 'Dùng khóa truy cập',
  passkeyElsewhere: 'Khóa truy cập của tài khoản này thuộc địa chỉ khác của máy chủ. Ở đây hãy nhập một mã dự phòng.',
  recoveryLead: 'Không có thiết bị giữ khóa truy cập thì nhập một mã dự phòng.',
  recoveryCode: 'Mã dự phòng',
}
