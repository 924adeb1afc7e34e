/** Whether an id names a recharge. A withdrawal's 22 characters may begin with RC too, by chance. */
export const isRechargeId = (id: string) => /^RC[0-9A-Z]{22}$/i.test(id)
