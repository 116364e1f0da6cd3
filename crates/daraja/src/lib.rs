//! A typed client for Safaricom's M-PESA API (Daraja).
