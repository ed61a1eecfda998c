use axum::http::{HeaderMap, Uri, header};

/// From which web pages a browser may open the socket.
///
/// Clients that are no browsers send no `Origin` header and are always let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Pages of the host that the request asks for, with the same port.
    Same,
    /// Pages of these origins (`https://app.example.com`), and of the same host.
    Listed(Vec<String>),
    /// Pages from anywhere. Another site can then act for a user who is signed in by a cookie.
    Any,
}

impl Origins {
    pub(super) fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return true;
        };
        let Ok(origin) = origin.to_str() else {
            return false;
        };
        match self {
            Self::Any => true,
            Self::Same => is_same(origin, headers),
            Self::Listed(origins) => {
                origins
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(origin))
                    || is_same(origin, headers)
            }
        }
    }
}

fn is_same(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = origin.parse::<Uri>().ok();
    match (host, origin.as_ref().and_then(Uri::authority)) {
        (Some(host), Some(authority)) => authority.as_str().eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "app.example.com:4000".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_same_host_and_port_is_let_in() {
        assert!(Origins::Same.allow(&headers(Some("http://app.example.com:4000"))));
        assert!(!Origins::Same.allow(&headers(Some("http://app.example.com:4001"))));
        assert!(!Origins::Same.allow(&headers(Some("http://evil.example.com:4000"))));
        assert!(!Origins::Same.allow(&headers(Some("null"))));
    }

    #[test]
    fn a_client_that_is_no_browser_is_let_in() {
        assert!(Origins::Same.allow(&headers(None)));
    }

    #[test]
    fn a_listed_origin_is_let_in_as_a_whole_only() {
        let origins = Origins::Listed(vec!["https://shop.example.com".into()]);
        assert!(origins.allow(&headers(Some("https://shop.example.com"))));
        assert!(!origins.allow(&headers(Some("https://shop.example.com.evil.com"))));
    }
}
