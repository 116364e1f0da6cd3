//! A Safaricom of a few lines, for what the stand-in never does: it holds its answers back until
//! the story wants them, and gives every prompt the same ids.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

const TOKEN: &str = r#"{"access_token":"of-a-few-lines","expires_in":"3599"}"#;
const ACKNOWLEDGEMENT: &str = r#"{"MerchantRequestID":"29115-34620561-1",
    "CheckoutRequestID":"ws_CO_241120260900001","ResponseCode":"0",
    "ResponseDescription":"Success. Request accepted for processing",
    "CustomerMessage":"Success. Request accepted for processing"}"#;

/// A running gateway; it ends with the story.
pub(crate) struct Gateway {
    address: SocketAddr,
    answers: Arc<Semaphore>,
    pushes: watch::Receiver<usize>,
}

impl Gateway {
    /// Opens a gateway that answers so many pushes, and holds back the answers of all others.
    pub(crate) async fn open(answers: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let answers = Arc::new(Semaphore::new(answers));
        let (counter, pushes) = watch::channel(0);
        let permits = Arc::clone(&answers);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&permits), counter.clone()));
            }
        });
        Self {
            address,
            answers,
            pushes,
        }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until so many pushes have arrived, answered or not.
    pub(crate) async fn until_pushed(&self, count: usize) {
        let mut pushes = self.pushes.clone();
        pushes.wait_for(|arrived| *arrived >= count).await.unwrap();
    }

    /// Answers one more push.
    pub(crate) fn answer(&self) {
        self.answers.add_permits(1);
    }
}

async fn converse(mut stream: TcpStream, answers: Arc<Semaphore>, pushes: watch::Sender<usize>) {
    let request = read(&mut stream).await;
    let body = if request.starts_with("GET ") {
        TOKEN
    } else {
        pushes.send_modify(|arrived| *arrived += 1);
        answers.acquire().await.unwrap().forget();
        ACKNOWLEDGEMENT
    };
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    // A till that hung up has lost the answer.
    drop(stream.write_all(answer.as_bytes()).await);
}

/// Reads a request to the end of its body.
async fn read(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .map_or(0, |length| length.trim().parse().unwrap());
            if body.len() >= length {
                return String::from_utf8_lossy(&request).into_owned();
            }
        }
        if stream.read_buf(&mut request).await.unwrap() == 0 {
            return String::new();
        }
    }
}
